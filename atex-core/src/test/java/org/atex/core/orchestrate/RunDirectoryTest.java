package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.journal.Journal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    @TempDir private Path temp;

    private void shell(String script) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script).directory(temp.toFile());
        assertThat(shell.inheritIO().start().waitFor()).isZero();
    }

    // ORC-20
    @Test
    void oneThatCannotBeUsedIsNotLockedForWhoeverTriesAgain() throws Exception {
        Files.createFile(temp.resolve(Journal.FILE_NAME));
        shell( // deeper than any path may be long
                """
                mkdir -p attempts/.copy-1; cd attempts/.copy-1
                name=$(printf 'x%.0s' {1..200})
                for i in {1..25}; do mkdir $name; cd $name; done
                """);
        assertThatThrownBy(() -> RunDirectory.reopen(temp)).isInstanceOf(FileSystemException.class);

        assertThatThrownBy(() -> RunDirectory.reopen(temp)).isInstanceOf(FileSystemException.class);

        shell("rm -rf attempts");
        RunDirectory.reopen(temp).close();
    }
}
