package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in UTF-8 into memory, on one line. Lone surrogates, which UTF-8 cannot hold, are
 * escaped (RES-03).
 */
final class JsonWriter {

    private static final int KEPT = 128 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private byte[] bytes = new byte[1024];
    private int length;

    /** What has been written since the last {@link #clear}, as a view. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    int length() {
        return length;
    }

    /** A value that has been written already, by another writer. */
    static final class Written {
        private final byte[] text;

        private Written(byte[] text) {
            this.text = text;
        }
    }

    /** What has been written, as a value of another text; cleared. */
    Written take() {
        Written written = new Written(Arrays.copyOf(bytes, length));
        clear();
        return written;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[1024];
        }
    }

    void lineFeed() {
        put('\n');
    }

    void value(@Nullable Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Map<?, ?> object) {
            object(object);
        } else if (value instanceof Collection<?> array) {
            array(array);
        } else if (value instanceof Written written) {
            bytes(written.text);
        } else if (value instanceof JsonNumber number) {
            ascii(number.text());
        } else {
            ascii(String.valueOf(value));
        }
    }

    private void object(Map<?, ?> object) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            ascii(separator);
            string((String) entry.getKey());
            ascii(": ");
            value(entry.getValue());
            separator = ", ";
        }
        ascii(object.isEmpty() ? "{}" : "}");
    }

    private void array(Collection<?> array) {
        String separator = "[";
        for (Object element : array) {
            ascii(separator);
            value(element);
            separator = ", ";
        }
        ascii(array.isEmpty() ? "[]" : "]");
    }

    private void bytes(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void string(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            room(6);
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (!Character.isSurrogate(c)) {
                utf8(c);
            } else if (isPair(text, i)) {
                utf8(text.codePointAt(i++));
            } else {
                unicodeEscape(c);
            }
        }
        put('"');
    }

    static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> escaped(c);
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            default -> unicodeEscape(c);
        }
    }

    private void escaped(char c) {
        put('\\');
        put(c);
    }

    private void unicodeEscape(char c) {
        escaped('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(c >> shift) & 0xf]);
        }
    }

    private void utf8(int c) {
        if (c < 0x800) {
            put(0xc0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                put(0xe0 | (c >> 12));
            } else {
                put(0xf0 | (c >> 18));
                continuation(c >> 12);
            }
            continuation(c >> 6);
        }
        continuation(c);
    }

    private void continuation(int bits) {
        put(0x80 | (bits & 0x3f));
    }

    private void put(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + wanted));
        }
    }
}
