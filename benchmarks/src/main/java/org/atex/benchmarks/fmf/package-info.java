/**
 * How fast trees of metadata are read, and how much memory they take. {@link FmfSpeed} is a JMH
 * benchmark, {@link FmfMemory} a program to run with a small heap.
 */
@NullMarked
package org.atex.benchmarks.fmf;

import org.jspecify.annotations.NullMarked;
