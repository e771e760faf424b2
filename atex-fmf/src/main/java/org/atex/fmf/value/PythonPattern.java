package org.atex.fmf.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.atex.fmf.error.FmfPatternException;
import org.atex.fmf.error.FmfPlace;

/**
 * A regular expression in python's syntax with python's meaning, section 11 of the fmf page.
 * Immutable.
 *
 * <p>Patterns come from metadata, so none may run for ever or overflow the stack: a search that
 * reads the text too often ends in a {@link FmfPatternException}, as a wrong pattern does.
 */
public final class PythonPattern {

    private static final int FLAGS = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;

    private final String source;
    private final Pattern pattern;
    private final PatternTranslator.Translation translation;
    private final FmfPlace place;

    private PythonPattern(
            String source,
            Pattern pattern,
            PatternTranslator.Translation translation,
            FmfPlace place) {
        this.source = source;
        this.pattern = pattern;
        this.translation = translation;
        this.place = place;
    }

    /**
     * Understands a pattern.
     *
     * @param source the pattern, in python's syntax
     * @param place where it was written, for messages
     * @throws FmfPatternException if it is wrong, or uses what is not supported
     */
    public static PythonPattern compile(String source, FmfPlace place) {
        try {
            PatternTranslator.Translation translation = PatternTranslator.translate(source);
            Pattern pattern = Pattern.compile(translation.java(), FLAGS | translation.flags());
            return new PythonPattern(source, pattern, translation, place);
        } catch (PatternSyntaxException e) {
            throw new FmfPatternException(
                    "bad pattern '%s': %s".formatted(source, e.getDescription()), place, e);
        } catch (StackOverflowError e) {
            throw new FmfPatternException("pattern is nested too deeply", place, e);
        }
    }

    /** Whether the pattern is found anywhere: python's {@code re.search}. */
    public boolean search(String text) {
        return run(text, Matcher::find);
    }

    /** Whether the text starts with it: python's {@code re.match}. */
    public boolean matchesStart(String text) {
        return run(text, Matcher::lookingAt);
    }

    /** The groups of a match at the start of the text, if there is one. */
    public Optional<MatchResult> match(String text) {
        return run(
                text,
                matcher ->
                        matcher.lookingAt()
                                ? Optional.of(matcher.toMatchResult())
                                : Optional.empty());
    }

    /** All matches replaced: python's {@code re.sub}. */
    public String replaceAll(String text, String replacement) {
        ReplacementText parts =
                ReplacementText.parse(
                        replacement, translation.names(), translation.groups(), place);
        return run(text, matcher -> replaceAll(matcher, parts, text));
    }

    private String replaceAll(Matcher matcher, ReplacementText parts, String text) {
        matcher.useTransparentBounds(true).useAnchoringBounds(false);
        Pattern goingOn = goingOn();
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (matcher.find()) {
            int end = matcher.end();
            boolean empty = matcher.start() == end;
            if (!isInsideOfCharacter(text, end) || !empty) {
                out.append(text, done, matcher.start());
                parts.appendTo(out, matcher);
                done = end;
            }
            matcher.usePattern(empty ? goingOn : pattern).region(end, text.length());
        }
        return out.append(text, done, text.length()).toString();
    }

    private static boolean isInsideOfCharacter(String text, int position) {
        return position > 0
                && position < text.length()
                && Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
    }

    /** The pattern where it does not match nothing at the start of the region once more. */
    private Pattern goingOn() {
        return Pattern.compile("(?:" + pattern.pattern() + ")(?!\\G)", pattern.flags());
    }

    /** The text between the matches, empty pieces included: python's {@code re.split}. */
    public List<String> split(String text) {
        return run(text, matcher -> split(matcher, text));
    }

    private static List<String> split(Matcher matcher, String text) {
        List<String> pieces = new ArrayList<>();
        int done = 0;
        while (matcher.find()) {
            pieces.add(text.substring(done, matcher.start()));
            done = matcher.end();
        }
        pieces.add(text.substring(done));
        return pieces;
    }

    private <T> T run(String text, Function<Matcher, T> action) {
        try {
            return action.apply(pattern.matcher(new BoundedText(text)));
        } catch (StackOverflowError | BoundedText.ReadTooOften e) {
            throw new FmfPatternException(
                    "pattern '%s' takes too long on a text of %d characters"
                            .formatted(source, text.length()),
                    place,
                    e);
        }
    }

    @Override
    public String toString() {
        return source;
    }
}
