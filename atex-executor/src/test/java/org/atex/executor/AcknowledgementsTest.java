package org.atex.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private final Acknowledgements acknowledgements = new Acknowledgements();

    // SUP-05
    @Test
    void aFewBytesAreNotWorthOne() {
        acknowledgements.add(Map.of(1, Acknowledgements.PUT_OFF - 1));

        assertThat(acknowledgements.due()).isFalse();
        assertThat(acknowledgements.take())
                .containsExactly(Map.entry(1, Acknowledgements.PUT_OFF - 1));
    }

    // SUP-04
    @Test
    void manyStreamsTogetherPutOffNoMoreThanOne() {
        for (int stream = 1; stream <= 64; stream++) {
            assertThat(acknowledgements.due()).isFalse();
            acknowledgements.add(Map.of(stream, Acknowledgements.PUT_OFF / 64));
        }

        assertThat(acknowledgements.due()).isTrue();
        assertThat(acknowledgements.take()).hasSize(64);
    }

    // SUP-05
    @Test
    void whatWasToldIsNotCountedAgain() {
        acknowledgements.add(Map.of(1, 1_000_000L));
        assertThat(acknowledgements.take()).containsExactly(Map.entry(1, 1_000_000L));

        acknowledgements.add(Map.of(1, 1_000_001L));
        acknowledgements.add(Map.of(1, 1_000_002L));

        assertThat(acknowledgements.due()).isFalse();
        assertThat(acknowledgements.take()).containsExactly(Map.entry(1, 1_000_002L));
        assertThat(acknowledgements.take()).isEmpty();
    }

    // SUP-13
    @Test
    void nothingIsLeftForTheNextLink() {
        acknowledgements.add(Map.of(1, 1_000_000L));

        acknowledgements.forget();

        assertThat(acknowledgements.due()).isFalse();
        assertThat(acknowledgements.take()).isEmpty();
    }
}
