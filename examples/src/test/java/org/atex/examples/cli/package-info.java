/** The CLI as its users meet it: what it prints, writes, ends with and leaves behind. */
@NullMarked
package org.atex.examples.cli;

import org.jspecify.annotations.NullMarked;
