/** The examples tried out, and what the README says compared with them. */
@NullMarked
package org.atex.examples;

import org.jspecify.annotations.NullMarked;
