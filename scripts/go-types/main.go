// Prints how Go lays out Kubernetes' API types: JSON names, Go types and tags, in order. Reads the names of the schemas
// to cover ({"Keys": [...]}) and writes {type: [[json name, Go type, flags, embedded path], ...]}, null for types that
// decode themselves. Flags: e omitempty, z omitzero. scripts/go-types/write.mjs makes engine/apis/generated/go-types.ts
// of it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var types = map[string][][]string{}

func id(t reflect.Type) string {
	path := t.PkgPath()
	path = strings.Replace(path, "k8s.io/", "io.k8s.", 1)
	return strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

func expr(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + expr(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + expr(t.Elem())
	case reflect.Map:
		key := t.Key().String()
		return "map[" + key + "]" + expr(t.Elem())
	case reflect.Struct:
		visit(t)
		return id(t)
	case reflect.Interface:
		return "any"
	}
	if t.PkgPath() != "" {
		return t.Kind().String() + ":" + t.String()
	}
	return t.Kind().String()
}

type unmarshaler interface{ UnmarshalJSON([]byte) error }

var unmarshals = reflect.TypeFor[unmarshaler]()

func visit(t reflect.Type) {
	name := id(t)
	if _, seen := types[name]; seen {
		return
	}
	types[name] = [][]string{}
	if reflect.PointerTo(t).Implements(unmarshals) {
		delete(types, name)
		types[name] = nil
		return
	}
	types[name] = fields(t, "")
}

func fields(t reflect.Type, within string) [][]string {
	out := [][]string{}
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag, has := f.Tag.Lookup("json")
		parts := strings.Split(tag, ",")
		if tag == "-" {
			continue
		}
		if f.Anonymous && parts[0] == "" {
			out = append(out, fields(f.Type, strings.TrimPrefix(within+"."+f.Name, "."))...)
			continue
		}
		if !f.IsExported() {
			continue
		}
		name := parts[0]
		if !has || name == "" {
			name = f.Name
		}
		flags := ""
		for _, p := range parts[1:] {
			switch p {
			case "omitempty":
				flags += "e"
			case "omitzero":
				flags += "z"
			case "inline":
			default:
				fmt.Fprintln(os.Stderr, "flag", p, t, name)
			}
		}
		row := []string{name, expr(f.Type), flags}
		if within != "" && within != "TypeMeta" {
			row = append(row, within)
		}
		out = append(out, row)
	}
	return out
}

func main() {
	s := scheme.Scheme
	apiextensions.AddToScheme(s)
	apiregistration.AddToScheme(s)
	var want struct{ Keys []string }
	json.NewDecoder(os.Stdin).Decode(&want)
	wanted := map[string]bool{}
	for _, k := range want.Keys {
		wanted[k] = true
	}
	for _, t := range s.AllKnownTypes() {
		if wanted[id(t)] {
			visit(t)
		}
	}
	keys := []string{}
	for k := range types {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if !wanted[k] {
			fmt.Fprintln(os.Stderr, "no schema", k)
		}
	}
	for _, k := range want.Keys {
		if _, ok := types[k]; !ok {
			fmt.Fprintln(os.Stderr, "no type", k)
		}
	}
	b, _ := json.Marshal(types)
	os.Stdout.Write(b)
}
