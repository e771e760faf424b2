package org.atex.core.test;

import java.util.List;
import java.util.Objects;

/**
 * One item of a plan's {@code prepare} or {@code finish}, in the order in which it is done
 * (PLN-01).
 */
public sealed interface SetupStep {

    /**
     * Packages that must be installed (PLN-02).
     *
     * @param packages names, paths or capabilities, as the package manager takes them
     */
    record Install(List<String> packages) implements SetupStep {
        /** Copies the list. */
        public Install {
            packages = List.copyOf(packages);
        }
    }

    /**
     * A bash script of its own (PLN-02).
     *
     * @param text the script, started with {@code errexit} and {@code pipefail}
     */
    record Script(String text) implements SetupStep {
        /** Checks that there is a text. */
        public Script {
            Objects.requireNonNull(text, "text");
        }
    }
}
