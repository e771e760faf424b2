package org.atex.report.files;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Set;
import org.atex.core.result.SinkEvent.Standing;

/**
 * How a collecting sink is to be. Immutable; made from the target alone and changed by {@code
 * with}.
 *
 * @param target the file to write
 * @param files where the uploaded files go
 * @param ingested which attempts are taken (AGG-14)
 * @param allowDuplicates whether a test may be ingested again for one platform (AGG-08)
 * @param compression of the target, a piece for each attempt (AGG-10)
 * @param packing of the uploaded files (AGG-11)
 */
public record CollectorSettings(
        Path target,
        Path files,
        Standing ingested,
        boolean allowDuplicates,
        Compression compression,
        FilePacking packing) {

    /** Checks that all is there. */
    public CollectorSettings {
        requireNonNull(target, "target");
        requireNonNull(files, "files");
        requireNonNull(ingested, "ingested");
        requireNonNull(compression, "compression");
        requireNonNull(packing, "packing");
    }

    /** Final attempts, each test once, nothing compressed; the files beside the target. */
    public static CollectorSettings of(Path target) {
        return new CollectorSettings(
                target,
                target.resolveSibling("files"),
                Standing.FINAL,
                false,
                Compression.NONE,
                FilePacking.none());
    }

    /** With another place for the uploaded files. */
    public CollectorSettings withFiles(Path directory) {
        return new CollectorSettings(
                target, directory, ingested, allowDuplicates, compression, packing);
    }

    /** With tests that are ingested again numbered, {@code /smoke/login (1)} (AGG-08). */
    public CollectorSettings withDuplicates() {
        return new CollectorSettings(target, files, ingested, true, compression, packing);
    }

    /** With superseded attempts instead of final ones, several of one test allowed (AGG-14). */
    public CollectorSettings withSuperseded() {
        return new CollectorSettings(
                target, files, Standing.SUPERSEDED, true, compression, packing);
    }

    /** With the target and the uploaded files compressed (AGG-10, AGG-11). */
    public CollectorSettings withCompression(Compression how) {
        return new CollectorSettings(
                target, files, ingested, allowDuplicates, how, FilePacking.by(how));
    }

    /** With the uploaded files left alone (AGG-11). */
    public CollectorSettings withPlainFiles() {
        return withPacking(FilePacking.none());
    }

    /** With another suffix for compressed files; may be empty (AGG-11). */
    public CollectorSettings withFileSuffix(String suffix) {
        return withPacking(new FilePacking(packing.compression(), suffix, packing.excluded()));
    }

    /** With files of these base names left alone (AGG-11). */
    public CollectorSettings withFilesExcluded(Set<String> names) {
        return withPacking(new FilePacking(packing.compression(), packing.suffix(), names));
    }

    private CollectorSettings withPacking(FilePacking how) {
        return new CollectorSettings(target, files, ingested, allowDuplicates, compression, how);
    }
}
