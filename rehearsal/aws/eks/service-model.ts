import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A type of the model. */
export interface Shape {
  readonly type: "structure" | "list" | "map" | "string" | "boolean" | "integer" | "timestamp";
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  /** Of a list's elements. */
  readonly member?: { readonly shape: string };
  /** Of a map's values. */
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** Of a number, of a text's length, or of a list's. */
  readonly min?: number;
  readonly max?: number;
}

export interface Member {
  readonly shape: string;
  /** Where it is in a request, if not in the body. */
  readonly location?: "uri" | "querystring";
  readonly locationName?: string;
}

export interface OperationModel {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: { readonly shape: string };
  readonly output: { readonly shape: string };
}

/** What AWS itself publishes of EKS's API: operations, where their parameters go, types. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** @param file a `service-2.json.gz` of botocore */
export function readServiceModel(file: string): ServiceModel {
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as ServiceModel;
}

const WHERE = `
import botocore, os
print(os.path.join(os.path.dirname(botocore.__file__), "data", "eks", "2017-11-01", "service-2.json.gz"))`;

/** Pythons that may be the one that runs a `moto_server`: those beside it, and those on PATH. */
export function pythonsOf(moto: string): string[] {
  const folders = [dirname(moto), dirname(realpathSync(moto))];
  return [...new Set(folders.map((folder) => join(folder, "python"))), "python3", "python"];
}

/**
 * The model's file, which comes with moto.
 *
 * @param pythons commands of Pythons that may have botocore, in the order in which to ask them
 */
export function findServiceModel(pythons: readonly string[]): string | undefined {
  for (const python of pythons) {
    try {
      const file = execFileSync(python, ["-c", WHERE], { stdio: ["ignore", "pipe", "ignore"], timeout: 30_000 })
        .toString()
        .trim();
      if (existsSync(file)) return file;
    } catch {
      // No such Python, or no botocore in it: the next one may have it.
    }
  }
  return undefined;
}
