package org.atex.fmf.adjust;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.fmf.error.FmfCannotDecideException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfInvalidRuleException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.NodeAdjuster;
import org.atex.fmf.tree.NodeData;
import org.atex.fmf.value.FmfList;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Identities;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/** Adjusts the nodes of one tree. Remembers decisions, because most rules are inherited ones. */
final class AdjustRun implements NodeAdjuster {

    private static final Set<String> CONTROL = Set.of("when", "because", "continue");

    private final Adjust.Settings settings;
    private final Map<String, Decision> decisions = new HashMap<>();
    private @Nullable FmfList additionalRules;

    AdjustRun(Adjust.Settings settings) {
        this.settings = settings;
    }

    @Override
    public void adjust(FmfNode original, NodeData data) {
        if (data.has(settings.key())) {
            applyOwn(data);
        }
        if (!settings.additionalRules().isEmpty() && settings.additionalFor().test(original)) {
            applyAdditional(data);
        }
    }

    private void applyOwn(NodeData data) {
        List<?> rules = rules(data.get(settings.key()), data.place());
        boolean shared = false;
        for (int i = 0; i < rules.size(); i++) {
            FmfMap rule = rule(rules.get(i), data.place());
            boolean last = isLast(rule, data.place());
            if (!matches(rule, data.place())) {
                continue;
            }
            if (!shared && data.needsSharing(settings.key(), rule.without(CONTROL))) {
                rules = rules(data.share(settings.key()), data.place());
                rule = rule(rules.get(i), data.place());
                shared = true;
            }
            data.merge(rule.without(CONTROL));
            if (last) {
                return;
            }
        }
    }

    private void applyAdditional(NodeData data) {
        for (Object each : additional(data)) {
            FmfMap rule = rule(each, data.place());
            boolean last = isLast(rule, data.place());
            if (matches(rule, data.place())) {
                data.merge(rule.without(CONTROL));
                if (last) {
                    return;
                }
            }
        }
    }

    /** One copy for all nodes: what these rules assign is shared by them, as in python. */
    private FmfList additional(NodeData data) {
        FmfList known = additionalRules;
        if (known == null) {
            known = (FmfList) Identities.of(settings.additionalRules(), data.budget());
            additionalRules = known;
        }
        return known == null ? FmfList.empty() : known;
    }

    private List<?> rules(@Nullable Object value, FmfPlace place) {
        if (value instanceof FmfMap single) {
            return List.of(single);
        }
        if (value instanceof FmfList list) {
            return list;
        }
        throw new FmfFormatException(
                "adjust rules have to be a mapping or a list of mappings, not %s"
                        .formatted(PythonText.repr(value)),
                place.withKey(settings.key()));
    }

    private FmfMap rule(@Nullable Object rule, FmfPlace place) {
        if (rule instanceof FmfMap map) {
            return map;
        }
        throw new FmfFormatException(
                "an adjust rule has to be a mapping, not %s".formatted(PythonText.repr(rule)),
                place.withKey(settings.key()));
    }

    private static boolean isLast(FmfMap rule, FmfPlace place) {
        Object value = rule.containsKey("continue") ? rule.get("continue") : true;
        if (value instanceof Boolean goOn) {
            return !goOn;
        }
        throw new FmfFormatException(
                "'continue' has to be true or false, not %s".formatted(PythonText.repr(value)),
                place.withKey("continue"));
    }

    private boolean matches(FmfMap rule, FmfPlace place) {
        Object when = rule.containsKey("when") ? rule.get("when") : true;
        if (when instanceof Boolean answer) {
            return answer;
        }
        if (!(when instanceof String text)) {
            throw new FmfInvalidRuleException(
                    "'when' has to be text or a bool, not %s".formatted(PythonText.repr(when)),
                    place.withKey("when"));
        }
        Decision decision = decide(text, place);
        if (decision == Decision.UNDECIDED && settings.undecided() == Adjust.Undecided.RAISE) {
            throw new FmfCannotDecideException(
                    "'%s' in context %s".formatted(text, settings.context()),
                    place.withKey("when"));
        }
        return decision == Decision.TRUE;
    }

    private Decision decide(String rule, FmfPlace place) {
        Decision known = decisions.get(rule);
        if (known == null) {
            known =
                    settings.context()
                            .decide(rule, settings.caseSensitive(), place.withKey("when"));
            decisions.put(rule, known);
        }
        return known;
    }
}
