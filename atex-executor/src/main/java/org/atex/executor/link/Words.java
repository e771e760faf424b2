package org.atex.executor.link;

/** Takes apart what a supervisor says; nothing that it says is believed to be well-formed. */
final class Words {

    private Words() {}

    /** So many words, separated by single spaces; the last one may contain some. */
    static String[] of(String text, int count) throws LinkException {
        String[] words = text.split(" ", count);
        if (words.length < count) {
            throw strange(text);
        }
        return words;
    }

    static long number(String digits, long least, long most) throws LinkException {
        try {
            long number = Long.parseLong(digits);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new LinkException("the supervisor says: " + shortened(digits), e);
        }
        throw strange(digits);
    }

    static long number(String digits) throws LinkException {
        return number(digits, 0, Long.MAX_VALUE);
    }

    static LinkException strange(String said) {
        return new LinkException("the supervisor says: " + shortened(said));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
