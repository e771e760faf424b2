package org.atex.fmf.library;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a test needs, with all that its libraries need: texts for packages, mappings for libraries
 * and files, which are there already.
 *
 * @param require what has to be there
 * @param recommend what is welcome
 */
public record Requirements(
        List<? extends @Nullable Object> require, List<? extends @Nullable Object> recommend) {

    /** Makes the lists unmodifiable. */
    public Requirements {
        require = Collections.unmodifiableList(require);
        recommend = Collections.unmodifiableList(recommend);
    }
}
