/** Tests of how plan and test keys are read, on mappings made by hand. */
@NullMarked
package org.atex.fmf.plan;

import org.jspecify.annotations.NullMarked;
