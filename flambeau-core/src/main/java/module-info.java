/** Tensors and autograd. */
@SuppressWarnings("module") // the modules named below are compiled after this one
module dev.flambeau.core {
    requires static transitive org.jspecify; // in signatures of the API, no need of it at run time

    exports dev.flambeau;
    exports dev.flambeau.autograd;

    // The inside, for the project's own modules alone.
    exports dev.flambeau.expr to dev.flambeau.cpu, dev.flambeau.nn;
    exports dev.flambeau.memory to dev.flambeau.cpu, dev.flambeau.nn, dev.flambeau.vision;
    exports dev.flambeau.op to dev.flambeau.cpu, dev.flambeau.nn, dev.flambeau.vision;
    exports dev.flambeau.reference to dev.flambeau.cpu;
    exports dev.flambeau.spi to dev.flambeau.cpu, dev.flambeau.nn;

    uses dev.flambeau.spi.DeviceProvider;
}
