package org.atex.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

/** The rooms of this module and the arrows between them. */
class ArchitectureTest {

    private static final JavaClasses MODULE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.atex.executor");

    private static final String[] LIBRARIES = {
        "net.schmizz..",
        "com.hierynomus..",
        "org.bouncycastle..",
        "tools.jackson..",
        "org.apache.commons..",
        "org.snakeyaml.."
    };

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.atex.executor..")
                .layer("executor")
                .definedBy("org.atex.executor")
                .layer("collect")
                .definedBy("org.atex.executor.collect..")
                .layer("control")
                .definedBy("org.atex.executor.control..")
                .layer("script")
                .definedBy("org.atex.executor.script..")
                .layer("tmt")
                .definedBy("org.atex.executor.tmt..")
                .layer("link")
                .definedBy("org.atex.executor.link..")
                .layer("ssh")
                .definedBy("org.atex.executor.ssh..")
                .whereLayer("executor")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("collect")
                .mayOnlyBeAccessedByLayers("executor")
                .whereLayer("control")
                .mayOnlyBeAccessedByLayers("executor", "collect")
                .whereLayer("script")
                .mayOnlyBeAccessedByLayers("executor")
                .whereLayer("tmt")
                .mayOnlyBeAccessedByLayers("executor")
                .whereLayer("link")
                .mayOnlyBeAccessedByLayers("executor")
                .whereLayer("ssh")
                .mayOnlyBeAccessedByLayers("executor")
                .check(MODULE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.atex.executor.(*)..").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void onlyTheSshRoomKnowsTheSshLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.executor.ssh")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.schmizz..", "com.hierynomus..", "org.bouncycastle..")
                .check(MODULE);
    }

    @Test
    void onlyTheCoreOfOurOwnIsKnown() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        DescribedPredicate.describe(
                                "are no other leaf's",
                                c ->
                                        !c.getPackageName().startsWith("org.atex.")
                                                || c.getPackageName().startsWith("org.atex.core")
                                                || c.getPackageName()
                                                        .startsWith("org.atex.executor")))
                .check(MODULE);
    }

    @Test
    void noTypeOfALibraryIsInAPublicSignature() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(useOwnTypesOnly())
                .check(MODULE);
    }

    private static ArchCondition<JavaMethod> useOwnTypesOnly() {
        return new ArchCondition<>("use no type of a library") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(ArchitectureTest::isOfALibrary)
                        .forEach(
                                type ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        method,
                                                        method.getFullName()
                                                                + " shows "
                                                                + type.getName())));
            }
        };
    }

    private static boolean isOfALibrary(JavaClass type) {
        return JavaClass.Predicates.resideInAnyPackage(LIBRARIES).test(type);
    }
}
