// The four files of MNIST as resources in the package dev.flambeau.mnist; open, so that others can read them.
open module dev.flambeau.mnist {}
