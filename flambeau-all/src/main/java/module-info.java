/** Everything that a user needs, through one name. */
module dev.flambeau.all {
    requires transitive dev.flambeau.core;
    requires transitive dev.flambeau.cpu;
    requires transitive dev.flambeau.nn;
    requires transitive dev.flambeau.vision;
}
