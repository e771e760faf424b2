package org.atex.fmf.tree;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfRootException;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.PythonNumber;
import org.atex.fmf.yaml.FmfYaml;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a tree and what its {@code .fmf} says: section 1 of the fmf page.
 *
 * @param directory the one with {@code .fmf} in it
 * @param version the number in {@code .fmf/version}
 * @param included hidden names that are explored all the same
 */
record TreeRoot(Path directory, BigInteger version, Set<String> included) {

    static final String MARK = ".fmf";

    private static final long LONGEST_VERSION = 10_000;

    static TreeRoot find(Path start) {
        Path absolute = start.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute) || !Files.isReadable(absolute)) {
            throw new FmfFileException("not a directory", FmfPlace.inFile(absolute));
        }
        Path directory = absolute;
        while (!Files.isDirectory(directory.resolve(MARK))) {
            Path above = directory.getParent();
            if (above == null) {
                throw new FmfRootException(
                        "no directory .fmf here or above", FmfPlace.inFile(absolute));
            }
            directory = above;
        }
        return new TreeRoot(directory, version(directory), included(directory));
    }

    private static BigInteger version(Path directory) {
        Path file = directory.resolve(MARK).resolve("version");
        FmfPlace place = FmfPlace.inFile(file);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_VERSION) {
                throw new FmfFormatException("no file with a version", place);
            }
            return PythonNumber.parse(Files.readString(file))
                    .orElseThrow(() -> new FmfFormatException("the version is no integer", place));
        } catch (IOException e) {
            throw new FmfFormatException("the version cannot be read", place, e);
        }
    }

    private static Set<String> included(Path directory) {
        Path file = directory.resolve(MARK).resolve("config");
        if (!Files.exists(file)) {
            return Set.of();
        }
        FmfPlace place = FmfPlace.inFile(file);
        Object config = new FmfYaml(Budget.ofThisProcess()).read(file);
        Object explore = valueOf(config, "explore", place);
        return explore instanceof Missing
                ? Set.of()
                : names(valueOf(explore, "include", place), place);
    }

    private enum Missing {
        KEY
    }

    private static @Nullable Object valueOf(@Nullable Object mapping, String key, FmfPlace place) {
        if (mapping instanceof FmfMap map) {
            return map.containsKey(key) ? map.get(key) : Missing.KEY;
        }
        throw new FmfGeneralException("not a mapping", place.withKey(key));
    }

    private static Set<String> names(@Nullable Object include, FmfPlace place) {
        if (include instanceof Missing) {
            return Set.of();
        }
        if (!(include instanceof FmfList list) || list.contains(MARK)) {
            throw new FmfGeneralException(
                    "expected a list of names without .fmf", place.withKey("include"));
        }
        Set<String> names = new HashSet<>();
        for (Object name : list) {
            if (name instanceof String text) {
                names.add(text);
            }
        }
        return names;
    }
}
