package org.atex.report.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/**
 * How uploaded files are stored (AGG-11). Immutable.
 *
 * @param compression of plain files; links and special files stay as they are
 * @param suffix appended to the names of those that are compressed; may be empty
 * @param excluded base names of files that stay as they are
 */
public record FilePacking(Compression compression, String suffix, Set<String> excluded) {

    /** Copies the set. */
    public FilePacking {
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(suffix, "suffix");
        excluded = Set.copyOf(excluded);
    }

    /** All files as they are. */
    public static FilePacking none() {
        return new FilePacking(Compression.NONE, "", Set.of());
    }

    /** All plain files compressed, and named so. */
    public static FilePacking by(Compression compression) {
        return new FilePacking(compression, compression.suffix(), Set.of());
    }

    /** Whether all files stay as they are. */
    boolean packsNothing() {
        return compression == Compression.NONE;
    }

    /** Whether this file is compressed: not if its name would be too long then. */
    boolean packs(Path file) {
        String name = String.valueOf(file.getFileName());
        return !packsNothing()
                && Files.isRegularFile(file, NOFOLLOW_LINKS)
                && !excluded.contains(name)
                && SafePath.fits(name + suffix);
    }

    /** Writes the compressed copy of a file to a place where nothing is. */
    void pack(Path file, Path target) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                OutputStream packed = compression.pack(out)) {
            Files.copy(file, packed);
        } catch (IOException e) {
            throw new IOException(
                    "cannot compress %s to %s: %s".formatted(file, target, e.getMessage()), e);
        }
    }
}
