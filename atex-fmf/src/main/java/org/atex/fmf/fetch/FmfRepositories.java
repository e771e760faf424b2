package org.atex.fmf.fetch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;

/**
 * Finds nodes in git repositories, which it keeps in a cache directory, and in local trees.
 *
 * <p>Any number of threads and processes may use one cache. All refs of a repository share one work
 * tree, so files change when another ref is fetched: what needs the files belongs into {@link
 * #open}, which holds the lock meanwhile.
 */
public final class FmfRepositories {

    private static final Duration READ_LIMIT = Duration.ofMinutes(6);
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);

    private final Path cache;
    private final Git git;

    private FmfRepositories(Path cache) {
        this.cache = cache;
        this.git = new Git(FETCH_LIMIT);
    }

    /** With a cache in this directory, which is made when needed. */
    public static FmfRepositories in(Path cache) {
        return new FmfRepositories(requireNonNull(cache, "cache").toAbsolutePath().normalize());
    }

    /**
     * With the user's cache: {@code $FMF_CACHE_DIRECTORY}, else {@code $XDG_CACHE_HOME/fmf}, else
     * {@code ~/.cache/fmf}. Python fmf uses the same directories but other locks, so do not run
     * both at a time.
     */
    public static FmfRepositories inUserCache() {
        return in(userCache(System.getenv(), System.getProperty("user.home", "/")));
    }

    static Path userCache(Map<String, String> environment, String home) {
        String given = environment.getOrDefault("FMF_CACHE_DIRECTORY", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (caches.isEmpty() ? Path.of(home, ".cache") : Path.of(caches)).resolve("fmf");
    }

    /**
     * The node that is meant.
     *
     * @throws FmfReferenceException if there is none, or the identifier is wrong
     * @throws FmfFetchException if the repository cannot be fetched
     * @throws org.atex.fmf.error.FmfException if the tree cannot be loaded
     */
    public FmfNode node(FmfIdentifier identifier) throws InterruptedException {
        FmfTree tree = open(identifier, Function.identity());
        return tree.find(identifier.name())
                .orElseThrow(
                        () ->
                                new FmfReferenceException(
                                        "there is no node " + identifier, FmfPlace.unknown()));
    }

    /**
     * Uses the tree of the node that is meant, while nobody changes its files. The name in the
     * identifier does not matter.
     *
     * @return what the use returned
     * @throws FmfReferenceException if the path of the identifier is wrong
     * @throws FmfFetchException if the repository cannot be fetched
     * @throws org.atex.fmf.error.FmfException if the tree cannot be loaded
     */
    @SuppressWarnings("try") // the lock only has to be held
    public <T> T open(FmfIdentifier identifier, Function<FmfTree, T> use)
            throws InterruptedException {
        if (identifier.url().isEmpty()) {
            return use.apply(FmfTree.load(local(identifier)));
        }
        String url = identifier.url().get();
        CachedRepository repository =
                new CachedRepository(url, cache.resolve(directoryName(url)), git);
        makeCache();
        try (CacheLock reading = lock(repository, ".read.lock", READ_LIMIT)) {
            fetch(repository, checked(identifier.ref()));
            return use.apply(loadInside(repository.directory(), identifier));
        }
    }

    /** The tree of a repository, and never one that lies above the cache. */
    private static FmfTree loadInside(Path repository, FmfIdentifier identifier) {
        FmfTree tree = FmfTree.load(inside(repository, identifier));
        if (!tree.root().startsWith(repository.toAbsolutePath().normalize())) {
            throw new FmfReferenceException(
                    "%s has no tree".formatted(identifier), FmfPlace.unknown());
        }
        return tree;
    }

    @SuppressWarnings("try") // the lock only has to be held
    private static void fetch(CachedRepository repository, Optional<String> ref)
            throws InterruptedException {
        try (CacheLock fetching = lock(repository, ".fetch.lock", FETCH_LIMIT)) {
            repository.checkOut(ref);
        }
    }

    private static CacheLock lock(CachedRepository repository, String suffix, Duration limit)
            throws InterruptedException {
        Path directory = repository.directory();
        return CacheLock.take(directory.resolveSibling(directory.getFileName() + suffix), limit);
    }

    private void makeCache() {
        try {
            Files.createDirectories(cache);
        } catch (IOException e) {
            throw new FmfFetchException(
                    "the cache cannot be made: " + e.getMessage(), FmfPlace.inFile(cache), e);
        }
    }

    private static Path local(FmfIdentifier identifier) {
        String path = identifier.path().orElse(".");
        if (!path.equals(".") && !path.startsWith("/")) {
            throw new FmfReferenceException(
                    "a path without an url has to be absolute: " + identifier, FmfPlace.unknown());
        }
        return Path.of(path);
    }

    private static Path inside(Path repository, FmfIdentifier identifier) {
        String path = identifier.path().orElse(".").replaceFirst("^/+", "");
        Path wanted = repository.resolve(path).normalize();
        if (!wanted.startsWith(repository)) {
            throw new FmfReferenceException(
                    "the path leaves the repository: " + identifier, FmfPlace.unknown());
        }
        return wanted;
    }

    private static Optional<String> checked(Optional<String> ref) {
        if (ref.isPresent() && (ref.get().startsWith("-") || ref.get().isEmpty())) {
            throw new FmfFetchException(
                    "'%s' is no branch, tag or commit".formatted(ref.get()), FmfPlace.unknown());
        }
        return ref;
    }

    static String directoryName(String url) {
        String name = Secrets.hidden(url).replace('/', '_');
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new FmfFetchException(
                    "'%s' is no url of a repository".formatted(url), FmfPlace.unknown());
        }
        return Secrets.has(url) ? name + "." + digest(url) : name;
    }

    private static String digest(String url) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(url.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes the next use of each repository fetch again.
     *
     * @throws FmfFetchException if the cache cannot be changed
     */
    public void invalidate() {
        if (!Files.isDirectory(cache)) {
            return;
        }
        try (Stream<Path> repositories = Files.list(cache)) {
            for (Path each : repositories.filter(Files::isDirectory).toList()) {
                new CachedRepository("", each, git).invalidate();
            }
        } catch (IOException e) {
            throw new FmfFetchException(
                    "the cache cannot be read: " + e.getMessage(), FmfPlace.inFile(cache), e);
        }
    }

    /** The directory of the cache. */
    @Override
    public String toString() {
        return "fmf repositories in " + cache;
    }
}
