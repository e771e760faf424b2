/**
 * How fast results, files and output are taken and stored, without any network.
 *
 * <p>Start at {@link CollectSpeed}: it prints one line for each kind of load. Uses {@code
 * executor.collect}.
 */
@NullMarked
package org.atex.benchmarks.collect;

import org.jspecify.annotations.NullMarked;
