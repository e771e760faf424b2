package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// RUN-16
@Timeout(60)
class SharedLookTest {

    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch looking = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final List<Thread> waiters = new ArrayList<>();

    private final SharedLook shared = new SharedLook(this::look);

    private String look() throws IOException {
        int number = looks.incrementAndGet();
        if (number == 1) {
            looking.countDown();
            try {
                firstMayEnd.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return "look " + number;
    }

    private FutureTask<String> ask() {
        Callable<String> question = shared::state;
        FutureTask<String> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "asks");
        thread.start();
        waiters.add(thread);
        return task;
    }

    @Test
    void thoseWhoAskMeanwhileShareTheNextLook() throws Exception {
        FutureTask<String> first = ask();
        looking.await();
        List<FutureTask<String>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(ask());
        }
        waiters.forEach(SharedLookTest::awaitWaiting);

        firstMayEnd.countDown();

        assertThat(first.get()).isEqualTo("look 1");
        for (FutureTask<String> other : others) {
            assertThat(other.get()).isEqualTo("look 2");
        }
        assertThat(shared.state()).isEqualTo("look 3");
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatGoesWrongIsToldAndTheNextOneLooksAgain() throws Exception {
        SharedLook fails =
                new SharedLook(
                        () -> {
                            if (looks.incrementAndGet() == 1) {
                                throw new NoSuchFileException("the tree");
                            }
                            return "there";
                        });

        assertThatThrownBy(fails::state)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("the tree");
        assertThat(fails.state()).isEqualTo("there");
    }
}
