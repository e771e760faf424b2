/**
 * The conversation with the supervisor on a system, as the page {@code docs/supervisor.md} defines
 * it.
 *
 * <p>Start at {@link org.atex.executor.link.SupervisorLink}: it proves who is who, sends what the
 * runner wants, and hands on what comes, to a {@link org.atex.executor.link.LinkListener}. What
 * carries the bytes is somebody else's: a {@link org.atex.executor.link.Wire}. Uses no other
 * package.
 */
@NullMarked
package org.atex.executor.link;

import org.jspecify.annotations.NullMarked;
