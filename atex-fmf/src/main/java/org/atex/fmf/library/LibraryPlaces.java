package org.atex.fmf.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;

/**
 * The places of the libraries of one section: {@code libs/NICK/[PATH/]NAME} in its tree. A nick
 * belongs to one repository, and nothing of the tests themselves is ever there.
 */
final class LibraryPlaces {

    private final TestsTree.Section section;
    private final Map<List<String>, String> repositories = new HashMap<>();
    private final Set<Path> links = new HashSet<>();

    LibraryPlaces(TestsTree.Section section) {
        this.section = section;
    }

    /** Puts a copy of a library of another tree there, whose files are there now. */
    void copy(LibraryId id, FmfTree tree, FmfNode library, FmfPlace asked) {
        try {
            Path from = directoryOf(tree.root(), tree, library, asked).toRealPath();
            if (!from.startsWith(tree.root().toRealPath())) {
                throw new FmfGeneralException(
                        "the directory of library %s is outside of its tree".formatted(id.node()),
                        asked);
            }
            Path target = reserved(id, asked);
            if (!isReachable(target)) {
                Files.createDirectories(target);
                section.copy(from, target);
            }
        } catch (IOException e) {
            throw new FmfFileException(
                    "library %s cannot be copied: %s".formatted(id.node(), e), asked, e);
        }
    }

    /** Puts a link there to a library of the tests' own tree. */
    void link(LibraryId id, FmfTree tree, FmfNode library, FmfPlace asked) {
        try {
            Path target = reserved(id, asked);
            Path to = directoryOf(section.directory(), tree, library, asked);
            if (!isReachable(target)) {
                ScratchDirectory.delete(target); // links to what is below
                Path parent = parentOf(target);
                Files.createDirectories(parent);
                Path way = parent.relativize(to);
                Files.createSymbolicLink(target, way.toString().isEmpty() ? Path.of(".") : way);
                links.add(target);
            }
        } catch (IOException e) {
            throw new FmfFileException(
                    "library %s cannot be linked: %s".formatted(id.node(), e), asked, e);
        }
    }

    /** Whether it, or a directory above, is one of our links, of the same repository. */
    private boolean isReachable(Path target) {
        return links.stream().anyMatch(target::startsWith);
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    /** Where the library goes; its nick is made sure to be ours. */
    private Path reserved(LibraryId id, FmfPlace asked) throws IOException {
        String before = repositories.putIfAbsent(id.home(), id.repository());
        if (before == null) {
            refuseTaken(id, asked);
        } else if (!before.equals(id.repository())) {
            throw new FmfFormatException(
                    "the nick '%s' is used for two repositories".formatted(id.nick()), asked);
        }
        return resolved(id.location());
    }

    private Path resolved(List<String> parts) {
        Path path = section.directory();
        for (String part : parts) {
            path = path.resolve(part);
        }
        return path;
    }

    /** Neither the nick may be there, nor a link on the way to it, which could lead anywhere. */
    private void refuseTaken(LibraryId id, FmfPlace asked) {
        Path home = resolved(id.home());
        Path above = parentOf(home);
        while (!above.equals(section.directory()) && !Files.isSymbolicLink(above)) {
            above = parentOf(above);
        }
        if (Files.exists(home, LinkOption.NOFOLLOW_LINKS) || !above.equals(section.directory())) {
            throw new FmfFormatException(
                    "%s is in the tests already, there is no place for library %s"
                            .formatted(String.join("/", id.home()), id.node()),
                    asked);
        }
    }

    /** The one called like the library, else that of the last file which says something of it. */
    private static Path directoryOf(Path root, FmfTree tree, FmfNode library, FmfPlace asked) {
        Path sameName = root.resolve(library.name().replaceFirst("^/+", ""));
        if (Files.isDirectory(sameName)) {
            return sameName.normalize();
        }
        List<Path> files = library.sources();
        if (files.isEmpty()) {
            throw new FmfFormatException(
                    "no file says where library %s belongs".formatted(library.name()), asked);
        }
        Path last = files.get(files.size() - 1);
        return root.resolve(tree.root().relativize(parentOf(last))).normalize();
    }
}
