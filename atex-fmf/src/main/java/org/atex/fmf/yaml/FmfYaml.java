package org.atex.fmf.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads files and texts of one YAML document each into the values of metadata.
 *
 * <p>One reader remembers the keys it saw, so that a tree has each of them once. Not for several
 * threads.
 */
public final class FmfYaml {

    private static final long LARGEST_FILE = 32L * 1024 * 1024;
    private static final int MEMORY_PER_BYTE = 24;

    private final Map<String, String> knownKeys = new HashMap<>();
    private final Budget budget;

    /**
     * Makes a reader.
     *
     * @param budget what aliases may add to the memory
     */
    public FmfYaml(Budget budget) {
        this.budget = budget;
    }

    /**
     * Reads a file.
     *
     * @return the value; null for an empty document
     * @throws FmfFileException if it cannot be read, is larger than 32 MiB (less in a small heap),
     *     not UTF-8, or not the YAML that fmf accepts
     */
    public @Nullable Object read(Path file) {
        return parse(textOf(file), FmfPlace.inFile(file));
    }

    /**
     * Reads a text.
     *
     * @param place where the text comes from, for messages
     * @throws FmfFileException if it is not the YAML that fmf accepts
     */
    public @Nullable Object parse(String text, FmfPlace place) {
        budget.workingOn(place);
        try {
            return new DocumentReader(text, false, knownKeys, budget).document();
        } catch (YamlEngineException | WrongYaml e) {
            return explain(text, place, e);
        }
    }

    /** Reads once more, this time with line numbers, which cost too much to have them always. */
    private @Nullable Object explain(String text, FmfPlace place, RuntimeException first) {
        try {
            new DocumentReader(text, true, knownKeys, budget).document();
        } catch (YamlEngineException | WrongYaml e) {
            throw WrongYaml.explained(e, place);
        }
        throw WrongYaml.explained(first, place);
    }

    private static String textOf(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new FmfFileException("not a readable file", FmfPlace.inFile(file));
            }
            if (Files.size(file) > largestFile()) {
                throw new FmfFileException(
                        "larger than %d bytes".formatted(largestFile()), FmfPlace.inFile(file));
            }
            return decoded(Files.readAllBytes(file));
        } catch (CharacterCodingException e) {
            throw new FmfFileException("not UTF-8", FmfPlace.inFile(file), e);
        } catch (IOException e) {
            throw new FmfFileException(
                    "cannot be read: " + e.getMessage(), FmfPlace.inFile(file), e);
        }
    }

    private static long largestFile() {
        return Math.min(LARGEST_FILE, Runtime.getRuntime().maxMemory() / MEMORY_PER_BYTE);
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
