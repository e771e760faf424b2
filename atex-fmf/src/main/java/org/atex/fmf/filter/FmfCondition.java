package org.atex.fmf.filter;

import static java.util.Objects.requireNonNull;

import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.FmfValues;
import org.atex.fmf.value.Python;
import org.jspecify.annotations.Nullable;

/**
 * A python expression over the data of a node: {@code "tier" in locals() and int(tier) < 3},
 * section 9 of the fmf page. Immutable.
 *
 * <p>What is understood: numbers, quoted text, {@code True False None}, lists, names of keys,
 * {@code x[...]}, comparisons (chained too), {@code in}, {@code not in}, {@code is}, {@code is
 * not}, {@code and or not}, parentheses, {@code locals() len() int() str()}, and the text methods
 * {@code startswith endswith lower}. Everything else is refused.
 */
public final class FmfCondition {

    private final String text;

    /**
     * The understood expression; made when first asked for, as python does. Several threads may.
     */
    private volatile @Nullable ConditionTerm parsed;

    private FmfCondition(String text) {
        this.text = text;
    }

    /** A condition. Whether it can be understood shows when it is first used, as in python. */
    public static FmfCondition of(String text) {
        return new FmfCondition(requireNonNull(text, "text"));
    }

    /**
     * Whether the expression is true, by python's idea of truth.
     *
     * @throws org.atex.fmf.error.FmfFilterException if it names a key that the data do not have
     * @throws org.atex.fmf.error.FmfConditionException if it is not understood, or cannot be
     *     computed
     */
    public boolean holds(FmfNode node) {
        FmfPlace place = FmfPlace.inNode(node.name());
        FmfMap data = FmfValues.asMapping(node.data());
        return Python.truth(term(place).value(new ConditionScope(text, data, place)));
    }

    private ConditionTerm term(FmfPlace place) {
        ConditionTerm known = parsed;
        if (known == null) {
            known = new ConditionParser(text, place).parse();
            parsed = known;
        }
        return known;
    }

    /** The text of the condition. */
    @Override
    public String toString() {
        return text;
    }
}
