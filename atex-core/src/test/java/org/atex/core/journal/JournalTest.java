package org.atex.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.JournalEntry.ArtifactsKept;
import org.atex.core.journal.JournalEntry.AttemptAttached;
import org.atex.core.journal.JournalEntry.AttemptBegan;
import org.atex.core.journal.JournalEntry.AttemptEnded;
import org.atex.core.journal.JournalEntry.EventsNumbered;
import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.journal.JournalEntry.Numbered;
import org.atex.core.journal.JournalEntry.ProblemMet;
import org.atex.core.journal.JournalEntry.RunBegan;
import org.atex.core.journal.JournalEntry.RunEnded;
import org.atex.core.journal.JournalEntry.RunResumed;
import org.atex.core.journal.JournalEntry.SetupFailed;
import org.atex.core.journal.JournalEntry.SystemAdopted;
import org.atex.core.journal.JournalEntry.SystemHeld;
import org.atex.core.journal.JournalEntry.SystemPrepared;
import org.atex.core.journal.JournalEntry.SystemPreparing;
import org.atex.core.journal.JournalEntry.SystemReleased;
import org.atex.core.journal.JournalEntry.SystemReserved;
import org.atex.core.journal.JournalEntry.SystemReserving;
import org.atex.core.journal.JournalEntry.TestConcluded;
import org.atex.core.journal.JournalEntry.TestListed;
import org.atex.core.journal.JournalEntry.TestStarted;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.Verdict;
import org.atex.core.test.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    private static final Instant NOW = Instant.parse("2026-11-25T04:30:00.123Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final RunBegan BEGAN = new RunBegan("7f2c", "abc", 2, Map.of("factories", "2"));

    @TempDir private Path directory;

    /** At least one entry of each kind, with what is hard to write. */
    private static List<JournalEntry> oneOfEach() {
        String odd = "/odd \"\\\n\u0000\u2028\ud83d\ude00 \ud800";
        return List.of(
                BEGAN,
                new TestListed(0, odd, "", Duration.ofMinutes(5)),
                new TestListed(1, "/b", "rhel-9@x86_64", Duration.ofSeconds(90, 1)),
                new SystemReserving(
                        "local-1",
                        Platform.of("rhel-9", "x86_64"),
                        1,
                        Map.of("home", "/tmp/atex-local-1")),
                new SystemReserving("local-2", Platform.any(), 0, Map.of()),
                new SystemReserved("local-1", "root@127.0.0.1:22", Map.of("home", odd, "a", "")),
                new SystemPreparing("local-1"),
                new SystemPrepared("local-1"),
                new SetupFailed("local-2", odd),
                new SystemReleased("local-2"),
                new AttemptBegan(1, 0, 1, "local-1", "rhel-9@x86_64"),
                new AttemptBegan(Long.MAX_VALUE, 1, 1, "local-1", ""),
                new TestStarted(1),
                new EventsNumbered(0, List.of(new Numbered(1, 3), new Numbered(2, 1))),
                new EventsNumbered(7, List.of()),
                new RunResumed(),
                new SystemAdopted("local-3", "local-1", "root@127.0.0.1:23", Map.of("home", "/h")),
                new AttemptAttached(1),
                new AttemptEnded(
                        1,
                        TestOutcome.exited(-1, Optional.of(new Status(odd)), Duration.ofNanos(17)),
                        Next.NOTHING,
                        3),
                new AttemptEnded(
                        2,
                        TestOutcome.failed(
                                TestOutcome.End.SYSTEM_LOST,
                                TestError.wrapperExited(255),
                                Optional.empty(),
                                Duration.ofHours(12)),
                        Next.INFRA_RERUN,
                        0),
                new AttemptEnded(
                        3,
                        TestOutcome.failed(
                                TestOutcome.End.PROTOCOL_ERROR,
                                TestError.of(ErrorKind.BAD_REPORT_JSON, odd),
                                Optional.of(Status.INFRA),
                                Duration.ZERO),
                        Next.AGAIN,
                        Long.MAX_VALUE),
                new ArtifactsKept(3),
                new SystemHeld("local-3", 1, Duration.ofMinutes(30)),
                new TestConcluded(0, Verdict.TIMED_OUT, ""),
                new TestConcluded(1, Verdict.NOT_RUN, odd),
                new ProblemMet("local-1", "not released"),
                new RunEnded(Duration.ofSeconds(3, 5), Optional.empty()),
                new RunEnded(Duration.ZERO, Optional.of(odd)));
    }

    private void write(List<JournalEntry> entries) throws IOException {
        try (JournalWriter writer = JournalWriter.create(directory, CLOCK)) {
            for (JournalEntry entry : entries) {
                writer.append(entry);
            }
        }
    }

    private List<JournalEntry> read() throws IOException {
        try (Journal journal = Journal.open(directory)) {
            return rest(journal);
        }
    }

    private static List<JournalEntry> rest(Journal journal) {
        List<JournalEntry> entries = new ArrayList<>();
        journal.forEachRemaining(line -> entries.add(line.entry()));
        return entries;
    }

    private Path file() {
        return directory.resolve(Journal.FILE_NAME);
    }

    @Test
    void everyEntryIsReadAsItWasWritten() throws IOException {
        List<JournalEntry> entries = oneOfEach();
        Set<Class<?>> types = entries.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(types)
                .as("one of each kind")
                .containsAll(Arrays.asList(JournalEntry.class.getPermittedSubclasses()));

        write(entries);

        assertThat(read()).isEqualTo(entries);
    }

    @Test
    void eachEntryIsOneNumberedLineWithItsTime() throws IOException {
        write(List.of(BEGAN, new TestStarted(1)));

        assertThat(file())
                .hasContent(
                        """
                        {"n":1,"at":"2026-11-25T04:30:00.123Z","event":"run-began","version":1,\
                        "run":"7f2c","fingerprint":"abc","tests":2,"facts":{"factories":"2"}}
                        {"n":2,"at":"2026-11-25T04:30:00.123Z","event":"test-started","attempt":1}
                        """);
        try (Journal journal = Journal.open(directory)) {
            assertThat(journal.next()).isEqualTo(new JournalLine(1, NOW, BEGAN));
            assertThat(journal.next()).isEqualTo(new JournalLine(2, NOW, new TestStarted(1)));
            assertThat(journal.hasNext()).isFalse();
        }
    }

    @Test
    void aReaderSeesWhatIsWrittenWhileItReads() throws IOException {
        try (JournalWriter writer = JournalWriter.create(directory, CLOCK);
                Journal journal = Journal.open(directory)) {
            assertThat(journal.hasNext()).isFalse();

            writer.append(BEGAN);
            assertThat(rest(journal)).containsExactly(BEGAN);

            writer.append(List.of(new TestStarted(1), new TestStarted(2)));
            assertThat(rest(journal)).containsExactly(new TestStarted(1), new TestStarted(2));
        }
    }

    @Test
    void theFileCutAtAnyByteGivesTheCompleteLines() throws IOException {
        write(oneOfEach());
        byte[] whole = Files.readAllBytes(file());

        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            int complete = 0;
            for (int i = 0; i < length; i++) {
                complete += whole[i] == '\n' ? 1 : 0;
            }
            assertThat(read()).isEqualTo(oneOfEach().subList(0, complete));
        }
    }

    @Test
    void aWriterThatGoesOnCutsOffHalfALine() throws IOException {
        write(List.of(BEGAN, new TestStarted(1)));
        Files.writeString(file(), "{\"n\":3,\"at\":\"20", StandardOpenOption.APPEND);

        try (Journal journal = Journal.open(directory)) {
            rest(journal);
            try (JournalWriter writer = JournalWriter.resume(directory, journal, CLOCK)) {
                writer.append(new RunResumed());
            }
        }

        assertThat(read()).containsExactly(BEGAN, new TestStarted(1), new RunResumed());
    }

    @Test
    void anInterruptedThreadWritesAllTheSame() throws IOException {
        try (JournalWriter writer = JournalWriter.create(directory, CLOCK)) {
            writer.append(BEGAN);
            Thread.currentThread().interrupt();

            writer.append(new TestStarted(1));
            assertThat(Thread.interrupted()).isTrue();
            writer.append(new TestStarted(2));
        }

        assertThat(read()).hasSize(3);
    }

    @Test
    void aJournalIsNeverOverwritten() throws IOException {
        write(List.of(BEGAN));

        assertThatThrownBy(() -> JournalWriter.create(directory, CLOCK))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void nothingIsWrittenOnceItIsClosed() throws IOException {
        JournalWriter writer = JournalWriter.create(directory, CLOCK);
        writer.close();

        assertThatThrownBy(() -> writer.append(BEGAN)).isInstanceOf(IOException.class);
        writer.close();
    }

    @Test
    void longTextsForPeopleAreShortenedAndOtherLongLinesRefused() throws IOException {
        String longText = "x".repeat(2 << 20);
        try (JournalWriter writer = JournalWriter.create(directory, CLOCK)) {
            writer.append(BEGAN);
            writer.append(new ProblemMet("a", longText));
            assertThatThrownBy(
                            () ->
                                    writer.append(
                                            List.of(
                                                    new TestStarted(1),
                                                    new TestListed(
                                                            0, longText, "", Duration.ZERO))))
                    .isInstanceOf(InvalidArgumentException.class);
            writer.append(new TestStarted(2));
        }

        assertThat(read()).hasSize(3).contains(new TestStarted(2));
        assertThat(((ProblemMet) read().get(1)).what()).hasSizeLessThan(5000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{}",
                "{\"n\":3,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\",\"attempt\":1}",
                "{\"n\":2,\"at\":\"yesterday\",\"event\":\"test-started\",\"attempt\":1}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"dance\"}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\"}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\",\"attempt\":-1}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\",\"attempt\":1.5}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\",\"attempt\":\"1\"}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"events\",\"delivered\":1,"
                        + "\"numbered\":[[1]]}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"events\",\"delivered\":1,"
                        + "\"numbered\":[[1,0]]}",
                "{\"n\":2,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"run-began\",\"version\":1,"
                        + "\"run\":\"\",\"fingerprint\":\"\",\"tests\":0}"
            })
    void aDamagedLineIsNamed(String line) throws IOException {
        write(List.of(BEGAN));
        Files.writeString(file(), line + "\n", StandardOpenOption.APPEND);

        try (Journal journal = Journal.open(directory)) {
            journal.next();
            assertThatThrownBy(journal::next)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(file() + ", line 2: ");
        }
    }

    @Test
    void anotherVersionAndAnotherFileAreRefused() throws IOException {
        write(List.of(BEGAN));
        String first = Files.readString(file());

        Files.writeString(file(), first.replace("\"version\":1", "\"version\":2"));
        assertThatThrownBy(this::read).hasMessageContaining("a journal of version 2");

        Files.writeString(
                file(),
                "{\"n\":1,\"at\":\"2026-11-25T04:30:00Z\",\"event\":\"test-started\",\"attempt\":1}\n");
        assertThatThrownBy(this::read).hasMessageContaining("begins with one run-began");
    }

    @Test
    void endlessLinesAndBrokenUtf8AreRefused() throws IOException {
        Files.writeString(file(), "x".repeat(3 << 20));
        assertThatThrownBy(this::read).hasMessageContaining("too long");

        Files.write(file(), "{\"n\":\"\u00e4\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::read).hasMessageContaining("no UTF-8");
    }
}
