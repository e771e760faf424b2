package org.atex.fmf.value;

import java.util.Arrays;
import java.util.Base64;

/** The value of YAML's {@code !!binary}. */
public final class FmfBytes {

    private final byte[] bytes;

    private FmfBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of these bytes. */
    public static FmfBytes of(byte[] bytes) {
        return new FmfBytes(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** The bytes in base 64. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FmfBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toBase64();
    }
}
