package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.Journal;
import org.atex.core.journal.RunHistory;

/**
 * The journal of a run.
 *
 * @param directory what was its {@code --run-dir}, or its {@code --out} if it had none
 */
record RunJournal(Path directory) {

    boolean isThere() {
        return Files.exists(directory.resolve(Journal.FILE_NAME));
    }

    /**
     * What it says now.
     *
     * @throws InvalidArgumentException if there is none
     */
    RunHistory read() throws IOException {
        if (!isThere()) {
            throw new InvalidArgumentException(
                    "%s: holds no journal of a run".formatted(directory));
        }
        try (Journal journal = Journal.open(directory)) {
            return RunHistory.of(journal);
        }
    }
}
