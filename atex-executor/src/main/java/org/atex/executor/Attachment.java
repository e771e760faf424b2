package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.atex.executor.link.RunId;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.link.Tokens;
import org.atex.executor.script.WorkDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What another runner needs to go on with an attempt: the file {@code attach} in its directory, for
 * the eyes of its owner only (SUP-07).
 *
 * @param work where everything is on the system
 * @param tokens of runner and supervisor
 * @param run which start of the attempt was last on its way to the supervisor
 * @param bootIdentity of the system
 * @param supervisor which process it is
 */
record Attachment(
        WorkDirectory work,
        Tokens tokens,
        RunId run,
        String bootIdentity,
        SupervisorState.Self supervisor) {

    private static final String NAME = "attach";
    private static final String UNFINISHED = "attach.new";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    static Attachment of(Supervision supervision, RunId run, SupervisorState state) {
        return new Attachment(
                supervision.work(),
                supervision.tokens(),
                run,
                state.bootIdentity(),
                state.supervisor());
    }

    /**
     * Writes it, instead of an older one.
     *
     * @throws IOException if that is not possible
     */
    void write(Path directory) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (SeekableByteChannel file =
                Files.newByteChannel(
                        unfinished,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(MAPPER.writeValueAsBytes(this));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
        Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads it, if there is one.
     *
     * @throws IOException if it is none of ours
     */
    static Optional<Attachment> read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(file), Attachment.class));
        } catch (JacksonException e) {
            throw new IOException(file + " cannot be understood: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Removes it: the attempt has ended (ART-01).
     *
     * @throws IOException if that is not possible
     */
    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(UNFINISHED));
        Files.deleteIfExists(directory.resolve(NAME));
    }
}
