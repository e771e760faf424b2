/**
 * Machines that you already have, from a list.
 *
 * <p>Start at {@link HostsProvisioner}; its factory hands out the {@link Host hosts} of a list or
 * of a YAML file, each to one worker at a time. Nothing is done to a host but waiting for its SSH
 * server: what the tests of one run leave there, the next one finds. Uses {@code core}, and
 * snakeyaml-engine inside; no other kind of system.
 */
@NullMarked
package org.atex.provision.hosts;

import org.jspecify.annotations.NullMarked;
