package org.atex.provision;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.atex.provision");

    @Test
    void kindsAreStrangersToEachOther() {
        slices().matching("org.atex.provision.(*)..").should().notDependOnEachOther().check(OURS);
    }

    @Test
    void eachLibraryHasItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.provision.local")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.sshd..")
                .check(OURS);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.atex.provision.hosts")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(OURS);
    }

    @Test
    void ofTheProjectOnlyTheCoreIsUsed() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("org.atex.core..", "org.atex.provision..")
                                .or(describe("others' classes", ArchitectureTest::isNotOurs)))
                .check(OURS);
    }

    private static boolean isNotOurs(JavaClass type) {
        return !type.getPackageName().startsWith("org.atex");
    }

    @Test
    void noLibraryShowsInAPublicSignature() {
        codeUnits()
                .that(describe("are public", ArchitectureTest::isVisible))
                .should(
                        new ArchCondition<JavaCodeUnit>("use only types of Java and of the core") {
                            @Override
                            public void check(JavaCodeUnit unit, ConditionEvents events) {
                                unit.getAllInvolvedRawTypes().stream()
                                        .filter(LIBRARY)
                                        .forEach(
                                                type ->
                                                        events.add(
                                                                SimpleConditionEvent.violated(
                                                                        unit,
                                                                        unit.getFullName()
                                                                                + " shows "
                                                                                + type.getName())));
                            }
                        })
                .check(OURS);
    }

    private static final DescribedPredicate<JavaClass> LIBRARY =
            resideInAnyPackage("org.apache..", "org.snakeyaml..", "org.slf4j..");

    private static boolean isVisible(JavaMember member) {
        return member.getOwner().getModifiers().contains(PUBLIC)
                && (member.getModifiers().contains(PUBLIC)
                        || member.getModifiers().contains(PROTECTED));
    }
}
