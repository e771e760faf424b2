/**
 * The only room that talks SSH: one connection to one system, commands on it, UNIX sockets
 * forwarded from it.
 *
 * <p>Start at {@link SshConnection}. Come here when a server behaves oddly, an algorithm is missing
 * or a host key is refused. No type of the SSH library leaves this package. Uses {@code
 * core.system}, {@code core.time} and nothing else of ours.
 */
@NullMarked
package org.atex.executor.ssh;

import org.jspecify.annotations.NullMarked;
