package org.atex.executor.ssh;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM compile the cipher that connections prefer. Until that is done, it is some thirty
 * times slower; and a JVM counts calls, so that packets of 32 KiB alone would stay slow for the
 * first 100 MB. Small ones bring it about in a tenth of a second.
 */
public final class CipherWarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(CipherWarmUp.class);

    private static final int PACKETS = 5_000;
    private static final int LENGTH = 256;
    private static final int TAG = 16;
    private static final int NONCE = 12;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private CipherWarmUp() {}

    /** Does it, unless it was done or begun before in this JVM; an interrupt ends it early. */
    public static void once() {
        if (BEGUN.compareAndSet(false, true)) {
            try {
                int unused = exchange(PACKETS);
            } catch (GeneralSecurityException e) {
                LOG.debug("another cipher will have to do: {}", e.toString());
            }
        }
    }

    /** Encrypts packets as a connection would, and decrypts them again; returns how many. */
    static int exchange(int packets) throws GeneralSecurityException {
        KeyGenerator keys = KeyGenerator.getInstance("AES");
        keys.init(128);
        SecretKey key = keys.generateKey();
        Cipher ours = Cipher.getInstance("AES/GCM/NoPadding");
        Cipher theirs = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] packet = new byte[Integer.BYTES + LENGTH + TAG];
        int done = 0;
        while (done < packets && !Thread.currentThread().isInterrupted()) {
            byte[] nonce = ByteBuffer.allocate(NONCE).putInt(done++).array();
            GCMParameterSpec parameters = new GCMParameterSpec(Byte.SIZE * TAG, nonce);
            ours.init(Cipher.ENCRYPT_MODE, key, parameters);
            inPlace(ours, packet, LENGTH);
            theirs.init(Cipher.DECRYPT_MODE, key, parameters);
            inPlace(theirs, packet, LENGTH + TAG);
        }
        return done;
    }

    /** All behind the length of the packet, which is only authenticated. */
    private static void inPlace(Cipher cipher, byte[] packet, int length)
            throws GeneralSecurityException {
        cipher.updateAAD(packet, 0, Integer.BYTES);
        int unused = cipher.doFinal(packet, Integer.BYTES, length, packet, Integer.BYTES);
    }
}
