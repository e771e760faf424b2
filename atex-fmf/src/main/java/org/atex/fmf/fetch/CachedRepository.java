package org.atex.fmf.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfPlace;

/** The clone of one repository in the cache. Only to be used by who has its lock. */
final class CachedRepository {

    private static final Duration FRESH = Duration.ofMinutes(20);
    private static final String REMOTE_HEAD = "refs/remotes/origin/HEAD";

    private final String url;
    private final Path directory;
    private final Git git;

    CachedRepository(String url, Path directory, Git git) {
        this.url = url;
        this.directory = directory;
        this.git = git;
    }

    Path directory() {
        return directory;
    }

    /** Brings the files of this branch, tag or commit into the directory. */
    void checkOut(Optional<String> ref) throws InterruptedException {
        if (!Files.isDirectory(directory.resolve(".git"))) {
            cloneIt(ref.isEmpty());
        }
        String wanted = ref.isPresent() ? ref.get() : defaultBranch();
        if (!isFresh()) {
            git.run(directory, "fetch");
        }
        checkOut(wanted);
        git.succeeds(directory, "reset", "--hard", "origin/" + wanted);
    }

    /** Clones beside and then moves, so that a killed process leaves no half of a repository. */
    private void cloneIt(boolean shallow) throws InterruptedException {
        try {
            Path cache = directory.resolveSibling(".");
            Path made = Files.createTempDirectory(cache, "clone");
            try {
                Path target = made.resolve("repository");
                boolean done =
                        shallow
                                && git.succeeds(
                                        cache, "clone", "--depth=1", "--", url, target.toString());
                if (!done) {
                    git.run(cache, "clone", "--", url, target.toString());
                }
                delete(directory);
                Files.move(target, directory);
            } finally {
                delete(made);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new FmfFetchException(
                    "the cache cannot be written: " + e.getMessage(),
                    FmfPlace.inFile(directory),
                    e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private String defaultBranch() throws InterruptedException {
        if (!git.succeeds(directory, "symbolic-ref", "--quiet", REMOTE_HEAD)) {
            git.run(directory, "remote", "set-head", "origin", "--auto");
        }
        String head = git.run(directory, "symbolic-ref", REMOTE_HEAD);
        return head.substring("refs/remotes/origin/".length());
    }

    private Path fetchHead() {
        return directory.resolve(".git").resolve("FETCH_HEAD");
    }

    private boolean isFresh() {
        try {
            Instant fetched = Files.getLastModifiedTime(fetchHead()).toInstant();
            return fetched.isAfter(Instant.now().minus(FRESH));
        } catch (IOException e) {
            return false;
        }
    }

    private void checkOut(String ref) throws InterruptedException {
        boolean shallow = Files.exists(directory.resolve(".git").resolve("shallow"));
        if (!shallow) {
            git.run(directory, "checkout", "-f", ref, "--");
        } else if (!git.succeeds(directory, "checkout", "-f", ref, "--")) {
            git.run(directory, "remote", "set-branches", "origin", "*");
            git.run(directory, "fetch", "--unshallow");
            git.run(directory, "checkout", "-f", ref, "--");
        }
    }

    /** Makes the next use fetch again. */
    void invalidate() {
        try {
            Files.deleteIfExists(fetchHead());
        } catch (IOException e) {
            throw new FmfFetchException(
                    "the cache cannot be invalidated: " + e.getMessage(),
                    FmfPlace.inFile(directory),
                    e);
        }
    }
}
