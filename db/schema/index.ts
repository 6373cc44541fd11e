export * from "./connections";
export * from "./facts";
export * from "./grants";
export * from "./installations";
export * from "./locations";
export * from "./mappings";
export * from "./persons";
export * from "./work";
