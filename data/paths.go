package data

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input is a file to read, with what the names of its folders say.
type input struct {
	path  string
	parts map[string]string
}

// resolve lists the files that paths name, each once however its path is written, and in the order of their names. Files in
// the folders of except are left out, unless what is named lies in there itself.
func resolve(paths, except []string) ([]input, error) {
	var found []input
	except = realPaths(except)
	for _, p := range paths {
		some, err := resolveOne(p, except)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortFunc(found, func(a, b input) int { return strings.Compare(a.path, b.path) })
	return once(found)
}

func resolveOne(path string, except []string) ([]input, error) {
	if scheme, _, ok := strings.Cut(path, "://"); ok && !strings.Contains(scheme, "/") {
		return nil, usagef("%s: object stores are not supported: copy the files to a folder or mount the bucket", path)
	}
	info, err := os.Stat(path)
	if err == nil {
		return fileOrFolder(path, info, outside(path, except))
	}
	if !errors.Is(err, fs.ErrNotExist) || !strings.ContainsAny(path, "*?[") {
		return nil, missing(path, err)
	}
	matches, err := filepath.Glob(path)
	if err != nil {
		return nil, usagef("%s is not a valid pattern", path)
	}
	except = outside(fixed(path), except)
	matches = slices.DeleteFunc(matches, func(m string) bool {
		real, err := realPath(m)
		return err == nil && slices.ContainsFunc(except, func(folder string) bool { return within(real, folder) })
	})
	if len(matches) == 0 {
		return nil, usagef("%s matches no file: check the pattern", path)
	}
	var found []input
	for _, m := range matches {
		info, err := os.Stat(m)
		if err != nil {
			return nil, missing(m, err)
		}
		some, err := fileOrFolder(m, info, except)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// fixed is the folder that a pattern begins with.
func fixed(pattern string) string {
	for strings.ContainsAny(pattern, "*?[") {
		pattern = filepath.Dir(pattern)
	}
	return pattern
}

func missing(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%s does not exist: check the path", path)
	}
	return err
}

func fileOrFolder(path string, info fs.FileInfo, except []string) ([]input, error) {
	path = filepath.Clean(path)
	switch {
	case info.Mode().IsRegular():
		return []input{{path, partition(path)}}, nil
	case !info.IsDir():
		return nil, usagef("%s is neither a file nor a folder", path)
	}
	found, err := walk(path, except)
	if err == nil && len(found) == 0 {
		err = usagef("%s has no Parquet files in it: name a folder that has files ending in .parquet", path)
	}
	return found, err
}

// walk lists the Parquet files below a folder, without hidden ones and those that begin with an underscore, which writers
// leave beside their data.
func walk(folder string, except []string) ([]input, error) {
	root, err := realPath(folder)
	if err != nil {
		return nil, err
	}
	var found []input
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := path != root && strings.ContainsAny(entry.Name()[:1], "._")
		if entry.IsDir() {
			if hidden || slices.Contains(except, path) {
				return filepath.SkipDir
			}
			return nil
		}
		if !hidden && isParquet(path) {
			below, _ := filepath.Rel(root, path)
			shown := filepath.Join(folder, below)
			found = append(found, input{shown, partition(shown)})
		}
		return nil
	})
	return found, err
}

// isParquet goes by the name, and by the content where the name says nothing, as with files of Hive and Trino.
func isParquet(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".parquet", ".parq", ".pq":
		return true
	case "":
		f, err := os.Open(path)
		if err != nil {
			return true // reading it will say why
		}
		defer f.Close()
		var magic [4]byte
		return readFull(f, magic[:], 0) == nil && string(magic[:]) == parquetMagic
	}
	return false
}

const hiveNull = "__HIVE_DEFAULT_PARTITION__"

// partition reads the folders' names of the form key=value. The value of a null is the empty text.
func partition(path string) map[string]string {
	var parts map[string]string
	for _, name := range strings.Split(filepath.ToSlash(filepath.Dir(path)), "/") {
		key, value, ok := strings.Cut(name, "=")
		if !ok || key == "" {
			continue
		}
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		if value == hiveNull {
			value = ""
		}
		if parts == nil {
			parts = map[string]string{}
		}
		parts[key] = value
	}
	return parts
}
