package org.atex.fmf.adjust;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.NodeAdjuster;
import org.atex.fmf.tree.NodeData;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.FmfValues;

/**
 * Adjusts nodes to a context by the rules in their data: section 6 of the fmf page. Immutable.
 *
 * <pre>{@code
 * FmfTree adjusted = tree.adjust(Adjust.to(context).ignoringCase());
 * }</pre>
 *
 * <p>Besides what {@link org.atex.fmf.tree.FmfTree#adjust} may throw, adjusting ends in {@link
 * org.atex.fmf.error.FmfFormatException} for rules of the wrong form and {@link
 * org.atex.fmf.error.FmfInvalidRuleException} for a bad {@code when}.
 */
public final class Adjust implements NodeAdjuster {

    private final Settings settings;

    /** What to do about a rule that the context does not decide. */
    public enum Undecided {
        /** Go on with the next rule. */
        SKIP,
        /** Throw {@link org.atex.fmf.error.FmfCannotDecideException}. */
        RAISE
    }

    /** All there is to set. */
    record Settings(
            FmfContext context,
            String key,
            Undecided undecided,
            boolean caseSensitive,
            FmfList additionalRules,
            Predicate<FmfNode> additionalFor) {}

    private Adjust(Settings settings) {
        this.settings = settings;
    }

    /** By the rules in the key {@code adjust}, skipping undecided ones, with regard to case. */
    public static Adjust to(FmfContext context) {
        return new Adjust(
                new Settings(
                        requireNonNull(context, "context"),
                        "adjust",
                        Undecided.SKIP,
                        true,
                        FmfList.empty(),
                        node -> true));
    }

    /** By the rules in another key. */
    public Adjust key(String key) {
        return new Adjust(
                new Settings(
                        settings.context,
                        requireNonNull(key, "key"),
                        settings.undecided,
                        settings.caseSensitive,
                        settings.additionalRules,
                        settings.additionalFor));
    }

    /** With this way to treat undecided rules. */
    public Adjust undecided(Undecided undecided) {
        return new Adjust(
                new Settings(
                        settings.context,
                        settings.key,
                        requireNonNull(undecided, "undecided"),
                        settings.caseSensitive,
                        settings.additionalRules,
                        settings.additionalFor));
    }

    /** With {@code RHEL} and {@code rhel} being the same, as tmt does. */
    public Adjust ignoringCase() {
        return new Adjust(
                new Settings(
                        settings.context,
                        settings.key,
                        settings.undecided,
                        false,
                        settings.additionalRules,
                        settings.additionalFor));
    }

    /**
     * With rules that each node gets after its own.
     *
     * @throws org.atex.core.InvalidArgumentException if the rules are not made of plain Java values
     */
    public Adjust additionalRules(List<? extends Map<String, ?>> rules) {
        return additionalRules(rules, node -> true);
    }

    /**
     * With rules that some nodes get after their own; the predicate sees nodes as they were before.
     */
    public Adjust additionalRules(List<? extends Map<String, ?>> rules, Predicate<FmfNode> nodes) {
        return new Adjust(
                new Settings(
                        settings.context,
                        settings.key,
                        settings.undecided,
                        settings.caseSensitive,
                        FmfList.of(rules.stream().map(FmfValues::mapping).toList()),
                        requireNonNull(nodes, "nodes")));
    }

    @Override
    public void adjust(FmfNode original, NodeData data) {
        forOneTree().adjust(original, data);
    }

    @Override
    public NodeAdjuster forOneTree() {
        return new AdjustRun(settings);
    }
}
