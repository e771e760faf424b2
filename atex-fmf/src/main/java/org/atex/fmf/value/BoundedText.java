package org.atex.fmf.value;

/** Text that may be read only so often, which stops patterns that go back and forth for ever. */
final class BoundedText implements CharSequence {

    private static final long LEAST = 20_000_000;
    private static final long PER_CHARACTER = 100;

    private final String text;
    private long left;

    BoundedText(String text) {
        this.text = text;
        this.left = LEAST + PER_CHARACTER * text.length();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        left--;
        if (left < 0) {
            throw new ReadTooOften();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** The limit is reached. */
    static final class ReadTooOften extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ReadTooOften() {
            super("the text was read too often", null, false, false);
        }
    }
}
