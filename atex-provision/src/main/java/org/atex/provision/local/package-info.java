/**
 * This machine as a system: the kind that needs nothing installed.
 *
 * <p>Start at {@link LocalProvisioner}. Each of its systems is an SSH server inside this process,
 * on a loopback port, with keys and a home directory of its own; tests run as the current user.
 * Come here to see what such a server does and how it is taken down without leaving a process, a
 * socket or a file behind. Uses {@code core}, and Apache MINA SSHD inside; no other kind of system.
 */
@NullMarked
package org.atex.provision.local;

import org.jspecify.annotations.NullMarked;
