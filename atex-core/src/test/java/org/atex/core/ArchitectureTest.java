package org.atex.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the core (design: orchestrate ► execute ► ... ► core). */
class ArchitectureTest {

    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.atex.core");

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("orchestrate")
                .definedBy("org.atex.core.orchestrate")
                .layer("journal")
                .definedBy("org.atex.core.journal")
                .layer("execute")
                .definedBy("org.atex.core.execute")
                .layer("learn")
                .definedBy("org.atex.core.learn")
                .layer("system")
                .definedBy("org.atex.core.system")
                .layer("result")
                .definedBy("org.atex.core.result")
                .layer("test")
                .definedBy("org.atex.core.test")
                .layer("time")
                .definedBy("org.atex.core.time")
                .layer("core")
                .definedBy("org.atex.core")
                .whereLayer("orchestrate")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("journal")
                .mayOnlyBeAccessedByLayers("orchestrate", "learn")
                .whereLayer("execute")
                .mayOnlyBeAccessedByLayers("orchestrate")
                .whereLayer("learn")
                .mayOnlyBeAccessedByLayers("orchestrate")
                .whereLayer("system")
                .mayOnlyBeAccessedByLayers("orchestrate", "execute")
                .whereLayer("result")
                .mayOnlyBeAccessedByLayers("orchestrate", "learn", "journal", "execute")
                .whereLayer("test")
                .mayOnlyBeAccessedByLayers(
                        "orchestrate", "learn", "journal", "execute", "system", "result")
                .whereLayer("core")
                .mayNotAccessAnyLayer()
                .check(CORE);
    }

    @Test
    void noPackageCycles() {
        slices().matching("org.atex.core.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void nothingButTheJdkAndTwoSmallApis() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "jdk.jfr..", "org.atex.core..", "org.slf4j..", "org.jspecify..")
                .check(CORE);
    }
}
