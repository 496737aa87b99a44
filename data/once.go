package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// once keeps one of several ways in which the path of a file is written, as S and ./S, relative and absolute: the first that tells most by the
// names of folders.
func once(all []input) (kept []input, err error) {
	at := map[string]int{}
	for _, in := range all {
		full, err := filepath.Abs(in.path)
		if err != nil {
			return nil, err
		}
		if i, ok := at[full]; !ok {
			at[full] = len(kept)
			kept = append(kept, in)
		} else if len(in.parts) > len(kept[i].parts) {
			kept[i] = in
		}
	}
	return kept, nil
}

func realPath(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(full)
}

// realPaths are those of the folders that exist.
func realPaths(folders []string) (all []string) {
	for _, f := range folders {
		if real, err := realPath(f); err == nil {
			all = append(all, real)
		}
	}
	return all
}

// outside are the folders of except in which what is named does not lie itself.
func outside(named string, except []string) []string {
	real, err := realPath(named)
	return slices.DeleteFunc(slices.Clone(except), func(folder string) bool { return err == nil && within(real, folder) })
}

func within(path, folder string) bool {
	below, err := filepath.Rel(folder, path)
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}

// Copy is a file that was left out, because it has the content of another and no folder's name tells them apart.
type Copy struct{ Path, Of string }

// dropCopies leaves out files that have the content of one before, if the names of their folders say the same of both: the same data under
// another name. Only files of one size are looked at, so that hardly any has to be read for it.
func (t *Dataset) dropCopies(ctx context.Context, threads int) error {
	alike := map[string][]int{}
	for i, f := range t.files {
		if f.rows > 0 {
			key := fmt.Sprint(f.size, f.rows, f.parts)
			alike[key] = append(alike[key], i)
		}
	}
	var group errgroup.Group
	group.SetLimit(threads)
	for _, files := range alike {
		for _, i := range files {
			if len(files) > 1 {
				group.Go(func() error { return t.fingerprint(ctx, i) })
			}
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	first := map[string]string{}
	t.files = slices.DeleteFunc(t.files, func(f openFile) bool {
		key := fmt.Sprint(f.sum, f.parts)
		if f.sum == "" || first[key] == "" {
			first[key] = f.path
			return false
		}
		t.copies = append(t.copies, Copy{f.path, first[key]})
		return true
	})
	return nil
}

// check makes sure that an open file is the one whose footer was read, as it was then: else what is read of it would be of another than its
// fingerprint is.
func (f *openFile) check(in *os.File) error {
	now, err := in.Stat()
	if err != nil {
		return err
	}
	if os.SameFile(f.info, now) && f.info.Size() == now.Size() && f.info.ModTime().Equal(now.ModTime()) {
		return nil
	}
	return fmt.Errorf("%s: the file was replaced or written to while it was being read: run again when it is whole", f.path)
}
