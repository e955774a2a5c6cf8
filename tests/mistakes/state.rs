//! A function over sessions in a state that there is not.

fn greet(_: hue_proto::Session<hue_proto::AnySession>) {} //~ is no state in which a session rests
//~ nobody can add another state
//~ take an `AnySession`
