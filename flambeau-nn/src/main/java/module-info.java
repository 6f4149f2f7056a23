/** Layers, losses, optimizers, data loading and files. */
module dev.flambeau.nn {
    requires transitive dev.flambeau.core;
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify; // in signatures of the API, no need of it at run time

    exports dev.flambeau.data;
    exports dev.flambeau.io;
    exports dev.flambeau.nn;
    exports dev.flambeau.nn.functional;
    exports dev.flambeau.nn.init;
    exports dev.flambeau.optim;
}
