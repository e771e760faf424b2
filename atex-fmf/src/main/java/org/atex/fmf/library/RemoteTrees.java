package org.atex.fmf.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.fetch.FmfIdentifier;
import org.atex.fmf.fetch.FmfRepositories;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.tree.NodeAdjuster;

/**
 * Trees in repositories, whose {@code ref} may also be dynamic: {@code @path/file} names a file in
 * the default branch, a small mapping with {@code ref} and perhaps {@code adjust}, which says what
 * to check out.
 */
public final class RemoteTrees {

    private static final String DYNAMIC = "@";

    private final FmfRepositories repositories;
    private final NodeAdjuster refAdjuster;

    /**
     * Trees out of these repositories.
     *
     * @param refAdjuster adjusts the files of dynamic refs
     */
    public RemoteTrees(FmfRepositories repositories, NodeAdjuster refAdjuster) {
        this.repositories = requireNonNull(repositories, "repositories");
        this.refAdjuster = requireNonNull(refAdjuster, "refAdjuster");
    }

    /**
     * Uses a tree while nobody changes its files.
     *
     * @return what the use returned
     * @throws FmfException if the tree cannot be fetched or loaded
     */
    public <T> T open(FmfIdentifier identifier, Function<FmfTree, T> use)
            throws InterruptedException {
        boolean dynamic =
                identifier.url().isPresent()
                        && identifier.ref().filter(ref -> ref.startsWith(DYNAMIC)).isPresent();
        return repositories.open(dynamic ? withStaticRef(identifier) : identifier, use);
    }

    private FmfIdentifier withStaticRef(FmfIdentifier identifier) throws InterruptedException {
        FmfIdentifier defaultBranch =
                new FmfIdentifier(
                        identifier.url(), Optional.empty(), identifier.path(), identifier.name());
        String file = identifier.ref().orElseThrow().substring(DYNAMIC.length());
        try {
            return identifier.withRef(
                    repositories.open(
                            defaultBranch, tree -> refIn(fileIn(repositoryOf(tree), file))));
        } catch (FmfReferenceException e) {
            throw e;
        } catch (FmfException e) {
            throw new FmfReferenceException(
                    "the dynamic ref of %s cannot be read: %s"
                            .formatted(identifier, e.getMessage()),
                    FmfPlace.unknown(),
                    e);
        }
    }

    private static Path repositoryOf(FmfTree tree) {
        Path directory = tree.root();
        while (!Files.exists(directory.resolve(".git")) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static Path fileIn(Path repository, String file) {
        FmfPlace place = FmfPlace.inFile(repository.resolve(file.replaceFirst("^/+", "")));
        try {
            Path real = place.file().orElseThrow().toRealPath();
            if (real.startsWith(repository.toRealPath())) {
                return real;
            }
        } catch (IOException e) {
            throw new FmfReferenceException("there is no such file with a ref", place, e);
        }
        throw new FmfReferenceException("the file with the ref is not in the repository", place);
    }

    private String refIn(Path file) {
        try (ScratchDirectory scratch = ScratchDirectory.temporary()) {
            Path mark = Files.createDirectory(scratch.path().resolve(".fmf"));
            Files.writeString(mark.resolve("version"), "1\n");
            Files.copy(file, scratch.path().resolve("main.fmf"));
            return FmfTree.load(scratch.path())
                    .adjust(refAdjuster)
                    .rootNode()
                    .get("ref")
                    .map(Object::toString)
                    .orElseThrow(
                            () ->
                                    new FmfReferenceException(
                                            "no ref is given",
                                            FmfPlace.inFile(file).withKey("ref")));
        } catch (IOException e) {
            throw new FmfFileException(
                    "the ref cannot be read: " + e.getMessage(), FmfPlace.inFile(file), e);
        }
    }
}
