package org.atex.report.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

    @TempDir private Path directory;

    @Test
    void fullDiskIsAnErrorThatNamesTheFile() throws IOException {
        try (LineFile full = LineFile.existing(Path.of("/dev/full"))) {
            assertThatThrownBy(() -> full.append(out -> out.write("line\n".getBytes(UTF_8))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/dev/full")
                    .hasMessageContaining("No space left on device");
        }
    }

    @Test
    void agg05_linesThatFailHalfWayLeaveNothing() throws IOException {
        Path path = directory.resolve("lines");
        try (LineFile file = LineFile.create(path)) {
            file.append(out -> out.write("first\n".getBytes(UTF_8)));

            assertThatThrownBy(
                            () ->
                                    file.append(
                                            out -> {
                                                out.write(new byte[200_000]);
                                                throw new IOException("broken");
                                            }))
                    .hasMessage("broken");
            file.append(out -> out.write("second\n".getBytes(UTF_8)));
        }

        assertThat(path).hasContent("first\nsecond\n");
    }
}
