/** The supervisor as it runs on systems, spoken to over its socket as its page says (SUP). */
@NullMarked
package org.atex.executor.supervisor;

import org.jspecify.annotations.NullMarked;
