package org.atex.fmf.library;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.error.FmfRootException;
import org.atex.fmf.library.LibraryId.Origin;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.tree.NodeAdjuster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the libraries that the tests of one section require or recommend, and places them beside
 * the tests: section 16 of the fmf page. Each library is fetched once. For one thread.
 */
public final class Libraries {

    private static final Logger log = LoggerFactory.getLogger(Libraries.class);

    private static final int DEEPEST = 500;

    private final Sources sources;
    private final FmfTree ownTree;
    private final LibraryPlaces places;
    private final Map<LibraryId.Key, Optional<Library>> known = new HashMap<>();

    /**
     * Where libraries come from.
     *
     * @param remote for those of other trees
     * @param adjuster for all trees with libraries
     * @param textBase the url before the first part of {@code library(REPO/NAME)}
     */
    public record Sources(RemoteTrees remote, NodeAdjuster adjuster, String textBase) {}

    /** What a library needs in its turn. */
    private record Library(FmfNode node, LibraryId id) {

        Origin origin() {
            return new Origin(id.node(), placeOf(node));
        }
    }

    /**
     * Libraries for one section.
     *
     * @param ownTree the tree of its tests, adjusted
     */
    public Libraries(Sources sources, FmfTree ownTree, TestsTree.Section section) {
        this.sources = requireNonNull(sources, "sources");
        this.ownTree = requireNonNull(ownTree, "ownTree");
        this.places = new LibraryPlaces(section);
    }

    /** The file that says most of this node. */
    private static FmfPlace placeOf(FmfNode node) {
        FmfPlace place = FmfPlace.inNode(node.name());
        List<Path> files = node.sources();
        return files.isEmpty() ? place : place.withFile(files.get(files.size() - 1));
    }

    /**
     * Places the libraries of a test.
     *
     * @return what the test needs with them; empty if it needs no library
     * @throws FmfException if an entry has a wrong form, or a library cannot be had
     */
    public Optional<Requirements> of(FmfNode test) throws InterruptedException {
        return new Search().of(test);
    }

    /** The libraries of one test. */
    private final class Search {

        private final Set<LibraryId.Key> seen = new HashSet<>();
        private final List<@Nullable Object> laterRequire = new ArrayList<>();
        private final List<@Nullable Object> laterRecommend = new ArrayList<>();
        private int depth;

        Optional<Requirements> of(FmfNode test) throws InterruptedException {
            Origin origin = new Origin(LibraryId.OWN_TREE, placeOf(test));
            List<@Nullable Object> require = new ArrayList<>();
            List<@Nullable Object> recommend = new ArrayList<>();
            expand(test, "require", origin, new Lists(require, laterRecommend));
            expand(test, "recommend", origin, new Lists(laterRequire, recommend));
            require.addAll(laterRequire);
            recommend.addAll(laterRecommend);
            return seen.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Requirements(require, recommend));
        }

        private void expand(FmfNode node, String key, Origin origin, Lists lists)
                throws InterruptedException {
            Origin place = origin.key(key);
            for (Object entry : items(node, key)) {
                Optional<LibraryId> id = idOf(entry, key, place);
                Optional<Library> library = id.isEmpty() ? Optional.empty() : find(id.get(), place);
                lists.of(key).add(library.isPresent() ? id.get().entry() : entry);
                if (library.isPresent() && seen.add(id.get().key())) {
                    bring(library.get(), place, lists);
                }
            }
        }

        private void bring(Library library, Origin place, Lists lists) throws InterruptedException {
            if (++depth > DEEPEST) {
                throw new FmfGeneralException(
                        "libraries need each other over more than %d steps".formatted(DEEPEST),
                        place.place());
            }
            expand(library.node(), "require", library.origin(), lists);
            expand(library.node(), "recommend", library.origin(), lists);
            depth--;
        }
    }

    /** Where entries go by their key. */
    private record Lists(List<@Nullable Object> require, List<@Nullable Object> recommend) {

        List<@Nullable Object> of(String key) {
            return key.equals("require") ? require : recommend;
        }
    }

    private static List<@Nullable Object> items(FmfNode node, String key) {
        Object value = node.data().get(key);
        if (value instanceof Collection<?> list) {
            return new ArrayList<>(list);
        }
        return value == null ? List.of() : List.of(value);
    }

    private Optional<LibraryId> idOf(@Nullable Object entry, String key, Origin place) {
        if (entry instanceof String text) {
            return LibraryId.of(text, sources.textBase(), place);
        }
        if (entry instanceof Map<?, ?> mapping && key.equals("require")) {
            return LibraryId.of(mapping, place);
        }
        throw place.wrong(
                entry, key.equals("require") ? "names of packages, or mappings" : "packages");
    }

    private Optional<Library> find(LibraryId id, Origin place) throws InterruptedException {
        Optional<Library> library = known.get(id.key());
        if (library == null) {
            library = fetch(id, place);
            known.put(id.key(), library);
        }
        if (library.isEmpty() && id.certain()) {
            throw new FmfReferenceException("there is no library " + id.node(), place.place());
        }
        return library;
    }

    private Optional<Library> fetch(LibraryId id, Origin place) throws InterruptedException {
        if (id.isOwn()) {
            return ownTree.find(id.node().name())
                    .map(
                            node -> {
                                places.link(id, ownTree, node, place.place());
                                return new Library(node, id);
                            });
        }
        try {
            return sources.remote().open(id.node(), tree -> copied(id, tree, place));
        } catch (FmfFetchException | FmfRootException | FmfReferenceException e) {
            if (id.certain()) {
                throw notHad(id, place, e);
            }
            log.warn("{} is taken as a package: {}", id.node(), e.getMessage());
            return Optional.empty();
        }
    }

    private static FmfException notHad(LibraryId id, Origin place, FmfException why) {
        String what = "library %s cannot be had: %s".formatted(id.node(), why.getMessage());
        return why instanceof FmfFetchException
                ? new FmfFetchException(what, place.place(), why)
                : new FmfReferenceException(what, place.place(), why);
    }

    private Optional<Library> copied(LibraryId id, FmfTree tree, Origin place) {
        Optional<FmfNode> node = tree.adjust(sources.adjuster()).find(id.node().name());
        node.ifPresent(found -> places.copy(id, tree, found, place.place()));
        return node.map(found -> new Library(found, id));
    }
}
