/**
 * What every implementation of a type of ours has to hold, theirs included: extend the contract of
 * the type, say how to make one, and run it.
 */
@NullMarked
package org.atex.core.contract;

import org.jspecify.annotations.NullMarked;
