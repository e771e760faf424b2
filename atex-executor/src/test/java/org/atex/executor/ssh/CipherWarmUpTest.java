package org.atex.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CipherWarmUpTest {

    @Test
    void whatWasEncryptedIsDecryptedAgain() throws Exception {
        assertThat(CipherWarmUp.exchange(100)).isEqualTo(100);
    }

    // CAN-01
    @Test
    void anInterruptEndsItAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThat(CipherWarmUp.exchange(100)).isZero();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
