package org.atex.fmf.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.atex.fmf.value.Python;

/**
 * What of one directory belongs to a tree, in the order of reading.
 *
 * @param files the metadata files, {@code main.fmf} first
 * @param directories the directories, be they metadata or not
 */
record Directory(List<Path> files, List<Path> directories) {

    static final String SUFFIX = ".fmf";
    static final String MAIN = "main.fmf";

    private static final Comparator<Path> BY_NAME =
            Comparator.comparing(PathText::nameOf, Python.byCodePoint());
    private static final Comparator<Path> MAIN_FIRST =
            Comparator.comparing((Path file) -> !PathText.nameOf(file).equals(MAIN))
                    .thenComparing(BY_NAME);

    /** Lists a directory; one that cannot be listed counts as empty. */
    static Directory list(Path path, Set<String> included) {
        List<Path> files = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = PathText.nameOf(entry);
                boolean hidden = name.startsWith(".") && !included.contains(name);
                if (!hidden) {
                    sort(entry, name, files, directories);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return new Directory(List.of(), List.of());
        }
        files.sort(MAIN_FIRST);
        directories.sort(BY_NAME);
        return new Directory(files, directories);
    }

    private static void sort(Path entry, String name, List<Path> files, List<Path> directories) {
        if (Files.isDirectory(entry)) {
            directories.add(entry);
        } else if (name.endsWith(SUFFIX)) {
            files.add(entry);
        }
    }
}
