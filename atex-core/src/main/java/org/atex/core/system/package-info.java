/**
 * Where tests run: systems, how to get one, and how to reach it.
 *
 * <p>Start at {@link Provisioner}: subclass it for a new kind of system. {@link SshSystem} says
 * where a system is, {@link ProvisionerFactory} makes provisioners for a run. Uses {@code
 * core.test} and {@code core.time}.
 */
@NullMarked
package org.atex.core.system;

import org.jspecify.annotations.NullMarked;
